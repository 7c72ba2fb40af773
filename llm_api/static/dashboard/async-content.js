/** Content that is loaded: a skeleton first, then the content, or an error with a retry. */

import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { skeleton } from "./placeholders.js";

/**
 * @template T
 * @param {AbortSignal} signal of the view; nothing is drawn after it is aborted
 * @param {() => Promise<T>} load
 * @param {(loaded: T) => import("./dom.js").Child | import("./dom.js").Child[]} render
 * @param {() => void} [onShown] called when the content is in the page
 * @returns {HTMLElement}
 */
export function asyncContent(signal, load, render, onShown = () => {}) {
  const place = h("div", { class: "loaded" });
  const run = async () => {
    if (signal.aborted) return;
    place.setAttribute("aria-busy", "true");
    place.replaceChildren(skeleton());
    try {
      const loaded = await load();
      if (signal.aborted) return;
      place.replaceChildren(...[render(loaded)].flat().filter(Boolean));
      onShown();
    } catch (error) {
      if (!signal.aborted) place.replaceChildren(errorMessage(error, run));
    }
    place.removeAttribute("aria-busy");
  };
  run();
  return place;
}
