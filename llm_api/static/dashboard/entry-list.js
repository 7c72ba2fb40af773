/** Further keys of the feedback as names and values, nested as they are stored. */

import { h } from "./dom.js";
import { prose } from "./prose.js";

/**
 * @typedef {import("./further-feedback.js").Entry} Entry
 *
 * @param {Entry[]} entries with names, or of a list and without
 * @param {number} headingLevel of the highest headings within their texts
 * @returns {HTMLElement}
 */
export const entryList = (entries, headingLevel) =>
  entries.some(({ name }) => name)
    ? h(
        "dl",
        { class: "entries" },
        entries.map((entry) =>
          h(
            "div",
            {},
            h("dt", { dir: "auto" }, entry.name),
            h("dd", {}, entryValue(entry, headingLevel)),
          ),
        ),
      )
    : h(
        "ul",
        { class: "entries" },
        entries.map((entry) => h("li", {}, entryValue(entry, headingLevel))),
      );

/**
 * The value of an entry without its name.
 * @param {Entry} entry
 * @param {number} headingLevel
 */
export const entryValue = ({ text, entries }, headingLevel) =>
  entries.length ? entryList(entries, headingLevel) : prose(text, headingLevel);
