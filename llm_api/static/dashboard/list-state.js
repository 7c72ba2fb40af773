/** What the list showed, kept for the way back to it from an interview. */

/** @typedef {import("./django-client.js").InterviewSummary} InterviewSummary */
/** @typedef {{ rows: InterviewSummary[], total: number, nextCursor: string | null }} LoadedPages */

const LIST_ADDRESS = "interview-storage.list";

/** @type {Map<string, LoadedPages>} by the query string that selected them */
const cache = new Map();

/** @param {URLSearchParams} address */
export const cachedPages = (address) => cache.get(`${address}`);

/** @param {URLSearchParams} address @param {LoadedPages} pages */
export const cachePages = (address, pages) => cache.set(`${address}`, pages);

/** Needed after every change to the stored interviews, and when another person signs in. */
export const clearCachedPages = () => cache.clear();

export const rememberListAddress = () =>
  sessionStorage.setItem(LIST_ADDRESS, location.pathname + location.search);

export const forgetListAddress = () => sessionStorage.removeItem(LIST_ADDRESS);

/** @returns {string} */
export const lastListAddress = () => sessionStorage.getItem(LIST_ADDRESS) ?? "/dashboard";
