/**
 * Shows the view that belongs to the address. A view is `(context) => { title, node }`: its node
 * is shown at once and loads its own content; `context.signal` is aborted when another is shown.
 *
 * @typedef {{ url: URL, id: string, signal: AbortSignal, restored: boolean }} Context
 *   `restored`: the reader came with the browser's back or forward button
 * @typedef {{ title: string, node: HTMLElement, showFragment?: () => void }} View
 *   `showFragment` shows the part of the view that the address names with its #fragment. A view
 *   without it is shown again when that changes
 * @typedef {[RegExp, (context: Context) => View]} Route
 */

import { renameLegacyParameters } from "./legacy-addresses.js";

let currentView = new AbortController();
/** @type {View | undefined} */
let shown;
/** The address of the view, without its fragment. */
let shownAddress = "";
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
  addEventListener("popstate", onPopState);
  document.addEventListener("click", followLink);
  show({ focus: false });
}

/** @param {PopStateEvent} event */
function onPopState({ state }) {
  if (!shown?.showFragment || addressOf(location) !== shownAddress) {
    return show({ scroll: state?.scroll ?? 0, restored: true });
  }
  // An address that was typed in has no state.
  return state || !location.hash ? scrollTo(0, state?.scroll ?? 0) : shown.showFragment();
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
  if (replace) {
    history.replaceState(history.state, "", href);
  } else {
    history.replaceState({ ...history.state, scroll: scrollY }, "");
    history.pushState(null, "", href);
  }
  shownAddress = addressOf(location);
}

/** @param {Location | HTMLAnchorElement} place */
const addressOf = ({ pathname, search }) => pathname + search;

/**
 * Show the view of the current address.
 * @param {{ scroll?: number, focus?: boolean, restored?: boolean }} [options]
 */
export function show({ scroll = 0, focus = true, restored = false } = {}) {
  currentView.abort();
  currentView = new AbortController();
  const url = renameLegacyParameters(new URL(location.href));
  if (url.href !== location.href) history.replaceState(history.state, "", url);
  shown = viewOf(url, currentView.signal, restored);
  shownAddress = addressOf(location);
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  document.title = `${shown.title} · Interview Storage`;
  main.replaceChildren(shown.node);
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
  if (link.hash && addressOf(link) === addressOf(location)) followFragment(link);
  else navigate(link.href);
}

/** @param {HTMLAnchorElement} link to a part of the view */
function followFragment(link) {
  if (shown?.showFragment && link.hash !== "#main") {
    setAddress(link.href);
    return shown.showFragment();
  }
  // Such as "Skip to the content". The fragment of the address may be a claim token.
  return document.getElementById(link.hash.slice(1))?.focus();
}

/** Whether a link leads to another address of the dashboard. @param {HTMLAnchorElement} link */
function isOurs(link) {
  if (link.target || link.download || link.origin !== location.origin) return false;
  return link.pathname.startsWith("/dashboard");
}
