/** The page's client of the REST API: at its own origin, as the person who is signed in. */

import { djangoClient } from "./django-client.js";
import { accessToken } from "./session.js";

/** @type {ReturnType<typeof djangoClient>} */
export let api;

/** @param {(saved: import("./django-client.js").SavedInterview) => void} onLateSave */
export function startClient(onLateSave) {
  api = djangoClient({ accessToken, onLateSave });
  return api;
}

/**
 * Hand a file to the browser's downloads.
 * @param {Promise<{ name: string, blob: Blob }>} coming
 */
export async function download(coming) {
  const { name, blob } = await coming;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
