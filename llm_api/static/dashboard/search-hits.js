/** The words that were searched for, marked in a page, and the way from one of them to the next. */

import { h } from "./dom.js";
import { parseSearch } from "./folding.js";
import { formatNumber } from "./format.js";
import { markText } from "./text-marks.js";

// What a search looks at. Names of keys and the page's own words are no text of the interview.
const EVERYTHING = "h1, .prose, .questions a";
const ANSWERS = ".turn.own .prose";

export class SearchHits {
  /** @param {URLSearchParams} address */
  constructor(address) {
    this.words = parseSearch(address.get("search") ?? "");
    this.searched = address.get("search_in") === "answers" ? ANSWERS : EVERYTHING;
    /** @type {HTMLElement[][]} the mark elements of each hit */
    this.hits = [];
    this.current = -1;
    this.position = h("p", { role: "status" });
    /** @type {HTMLElement | null} */
    this.bar = null;
  }

  /** Mark the words within `root`. @param {HTMLElement} root */
  mark(root) {
    if (!this.words.length) return;
    for (const text of root.querySelectorAll(this.searched)) {
      // A text within a text, such as a quoted answer in an entry, is marked with the outer one.
      if (!text.parentElement?.closest(this.searched))
        this.hits.push(...markText(text, this.words));
    }
    this.bar = this.hits.length ? this.controls() : this.nothingFound();
  }

  /** Show the first hit below the title. */
  showFirst() {
    const i = this.hits.findIndex(([mark]) => !mark.closest("h1"));
    if (this.hits.length) this.show(Math.max(i, 0));
  }

  /** Select the hit that was selected when the reader left this page. */
  restore() {
    const { hit = 0 } = history.state ?? {};
    if (hit in this.hits) this.select(hit);
  }

  /** Mark a hit as the current one, without scrolling. @param {number} i */
  select(i) {
    for (const mark of this.hits[this.current] ?? []) mark.removeAttribute("aria-current");
    this.current = i;
    for (const mark of this.hits[i]) mark.setAttribute("aria-current", "true");
    this.position.textContent = `${formatNumber(i + 1)} of ${formatNumber(this.hits.length)}`;
    history.replaceState({ ...history.state, hit: i }, "");
  }

  /** @param {number} i */
  show(i) {
    this.select((i + this.hits.length) % this.hits.length);
    this.hits[this.current][0].scrollIntoView({ block: "center" });
  }

  controls() {
    return h(
      "div",
      { class: "hits", role: "group", "aria-label": "Places found" },
      this.position,
      this.button("↑", "Previous place", () => this.show(this.current - 1)),
      this.button("↓", "Next place", () => this.show(this.current + 1)),
    );
  }

  /** @param {string} sign @param {string} name @param {() => void} onclick */
  button(sign, name, onclick) {
    return h("button", { type: "button", class: "button", "aria-label": name, onclick }, sign);
  }

  nothingFound() {
    return h("p", { class: "hits" }, "What was searched for is not in this interview's text.");
  }
}
