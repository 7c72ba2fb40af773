/** The page's client of the REST API, with the token of the signed-in person. */

import { ApiError, djangoClient } from "./django-client.js";
import { accessToken, expire } from "./session.js";

/** @type {ReturnType<typeof djangoClient>} */
export let api;

/**
 * @param {(saved: import("./django-client.js").SavedInterview) => void} onLateSave
 * @param {() => void} onUnsentChange
 */
export function startClient(onLateSave, onUnsentChange) {
  api = endingRefusedSessions(djangoClient({ accessToken, onLateSave, onUnsentChange }));
  return api;
}

/**
 * The same client, which also ends the session when the service refuses its token.
 * @template {Record<string, (...args: any[]) => any>} Client
 * @param {Client} client
 * @returns {Client}
 */
function endingRefusedSessions(client) {
  const methods = Object.entries(client).map(([name, method]) => [
    name,
    (/** @type {any[]} */ ...args) => {
      const outcome = method(...args);
      return outcome instanceof Promise ? outcome.catch(endRefusedSession) : outcome;
    },
  ]);
  return Object.fromEntries(methods);
}

/** @param {unknown} error @returns {never} */
function endRefusedSession(error) {
  if (error instanceof ApiError && error.status === 401) expire();
  throw error;
}

/**
 * Pass a file to the browser's downloads.
 * @param {Promise<{ name: string, blob: Blob }>} file
 */
export async function download(file) {
  const { name, blob } = await file;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download reads the object URL after click() has returned, and has no event for its end.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
