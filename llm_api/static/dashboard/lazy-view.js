/**
 * Views whose modules are loaded when they are first needed. Without a build step each module is a
 * request, and most visits begin with the list.
 */

import { asyncContent } from "./async-content.js";
import { show } from "./router.js";

/** @typedef {(context: import("./router.js").Context) => import("./router.js").View} ViewFunction */

/** @type {(() => Promise<ViewFunction>)[]} */
const loaders = [];

/**
 * @param {() => Promise<ViewFunction>} load imports the module and returns its view
 * @returns {ViewFunction} that shows a skeleton until the module is there
 */
export function lazyView(load) {
  /** @type {ViewFunction | undefined} */
  let loaded;
  const loadOnce = async () => {
    loaded ??= await load();
    return loaded;
  };
  loaders.push(loadOnce);
  return (context) => {
    if (loaded) return loaded(context);
    const { signal, restored } = context;
    const scroll = restored ? (history.state?.scroll ?? 0) : 0;
    const showAgain = () => show({ scroll, restored, focus: false });
    const node = asyncContent(signal, loadOnce, () => [], showAgain);
    return { title: "Loading", node };
  };
}

/** Load the other views' modules while nothing else happens, for the next click. */
export function loadViewsWhenIdle() {
  const loadAll = () => Promise.allSettled(loaders.map((load) => load()));
  // Safari has no requestIdleCallback.
  if ("requestIdleCallback" in window) requestIdleCallback(loadAll, { timeout: 5000 });
  else setTimeout(loadAll, 2000);
}
