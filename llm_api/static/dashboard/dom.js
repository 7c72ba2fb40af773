/**
 * Making elements. A text becomes a text node and nothing else, so that what people and language
 * models wrote is never read as markup.
 *
 * @typedef {Node | string | number | null | undefined | false} Child
 */

/**
 * @param {string} name
 * @param {Record<string, any>} [attributes] functions are listeners; false and null are left out
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

/** @param {(Child | Child[])[]} children */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/**
 * `text` with every occurrence of `words` in a mark element, whatever their case.
 * @param {string} text
 * @param {string[]} words
 * @returns {Child[]}
 */
export function highlight(text, words) {
  if (!words.length) return [text];
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text
    .split(new RegExp(`(${pattern})`, "gi"))
    .map((piece, i) => (i % 2 ? h("mark", {}, piece) : piece));
}

/**
 * Let screen readers read `text` out, for a change of the page without a navigation.
 * @param {string} text
 */
export function announce(text) {
  /** @type {HTMLElement} */ (document.getElementById("announcer")).textContent = text;
}
