/**
 * Shows the view that belongs to the address. A view is `(context) => { title, node }`: its node
 * is shown at once and loads its own content; `context.signal` is aborted when another is shown.
 *
 * @typedef {{ url: URL, id: string, signal: AbortSignal, restored: boolean }} Context
 *   `restored`: the reader came with the browser's back or forward button
 * @typedef {{ title: string, node: HTMLElement }} View
 * @typedef {[RegExp, (context: Context) => View]} Route
 */

import { renameLegacyParameters } from "./legacy-addresses.js";

let currentView = new AbortController();
/** @type {(url: URL, signal: AbortSignal, restored: boolean) => View} */
let viewOf;
/** @type {(url: URL) => void} */
let onShown;

/**
 * @param {typeof viewOf} chooseView
 * @param {typeof onShown} afterShowing
 */
export function startRouter(chooseView, afterShowing) {
  viewOf = chooseView;
  onShown = afterShowing;
  // The browser would scroll before the view has its content.
  history.scrollRestoration = "manual";
  addEventListener("popstate", ({ state }) => show({ scroll: state?.scroll ?? 0, restored: true }));
  document.addEventListener("click", followLink);
  show({ focus: false });
}

/** @param {string} href @param {{ replace?: boolean }} [options] */
export function navigate(href, { replace = false } = {}) {
  setAddress(href, { replace });
  show();
}

/**
 * Change the address without showing another view.
 * @param {string} href
 * @param {{ replace?: boolean }} [options]
 */
export function setAddress(href, { replace = false } = {}) {
  if (replace) return history.replaceState(history.state, "", href);
  history.replaceState({ scroll: scrollY }, "");
  return history.pushState(null, "", href);
}

/**
 * Show the view of the current address.
 * @param {{ scroll?: number, focus?: boolean, restored?: boolean }} [options]
 */
export function show({ scroll = 0, focus = true, restored = false } = {}) {
  currentView.abort();
  currentView = new AbortController();
  const url = renameLegacyParameters(new URL(location.href));
  if (url.href !== location.href) history.replaceState(history.state, "", url);
  const { title, node } = viewOf(url, currentView.signal, restored);
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  document.title = `${title} · Interview Storage`;
  main.replaceChildren(node);
  onShown(url);
  if (focus) main.focus({ preventScroll: true });
  scrollTo(0, scroll);
}

/** @param {MouseEvent} event */
function followLink(event) {
  const modified = event.button || event.metaKey || event.ctrlKey || event.shiftKey;
  if (event.defaultPrevented || modified) return;
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link || !isOurs(link)) return;
  event.preventDefault();
  navigate(link.href);
}

/** Whether a link leads to another address of the dashboard. @param {HTMLAnchorElement} link */
function isOurs(link) {
  if (link.target || link.download || link.origin !== location.origin) return false;
  const samePage = link.pathname === location.pathname && link.search === location.search;
  return link.pathname.startsWith("/dashboard") && !(link.hash && samePage);
}
