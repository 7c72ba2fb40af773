/** The line above the page that tells of the connection and of interviews that were sent late. */

/** @param {string} text the empty text hides it */
export function showBanner(text) {
  const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
  banner.hidden = !text;
  banner.textContent = text;
}

export function watchConnection() {
  addEventListener("online", showConnection);
  addEventListener("offline", showConnection);
  showConnection();
}

function showConnection() {
  showBanner(navigator.onLine ? "" : "You are offline. This page may be out of date.");
}
