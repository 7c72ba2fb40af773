/**
 * Which address shows what. A view is `(context) => { title, node }`: the node comes at once and
 * fills itself; `context.signal` ends its requests when another page is shown.
 *
 * @typedef {{ url: URL, id: string, signal: AbortSignal, restored: boolean }} Context
 *   `restored`: the reader went back or forward to it
 * @typedef {{ title: string, node: HTMLElement }} View
 * @typedef {[RegExp, (context: Context) => View]} Route
 */

/** @type {AbortController} */
let shown = new AbortController();
/** @type {(url: URL, signal: AbortSignal, restored: boolean) => View} */
let viewOf;
/** @type {(url: URL) => void} */
let afterwards;

/**
 * @param {typeof viewOf} chooseView
 * @param {typeof afterwards} onShown
 */
export function startRouter(chooseView, onShown) {
  viewOf = chooseView;
  afterwards = onShown;
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
 * Change the address and leave the page as it is.
 * @param {string} href
 * @param {{ replace?: boolean }} [options]
 */
export function setAddress(href, { replace = false } = {}) {
  if (replace) return history.replaceState(history.state, "", href);
  history.replaceState({ scroll: scrollY }, "");
  return history.pushState(null, "", href);
}

/**
 * Show what the address says.
 * @param {{ scroll?: number, focus?: boolean, restored?: boolean }} [options]
 */
export function show({ scroll = 0, focus = true, restored = false } = {}) {
  shown.abort();
  shown = new AbortController();
  const url = new URL(location.href);
  const { title, node } = viewOf(url, shown.signal, restored);
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  document.title = `${title} · Interview Storage`;
  main.replaceChildren(node);
  afterwards(url);
  if (focus) main.focus({ preventScroll: true });
  scrollTo(0, scroll);
}

/** @param {MouseEvent} event */
function followLink(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link || link.target || link.download || link.origin !== location.origin) return;
  const samePage = link.pathname === location.pathname && link.search === location.search;
  if (!link.pathname.startsWith("/dashboard") || (link.hash && samePage)) return;
  event.preventDefault();
  navigate(link.href);
}
