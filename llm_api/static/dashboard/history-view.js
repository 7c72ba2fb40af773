/** The list of interviews with its search and its filters. */

import { h } from "./dom.js";
import { listHref } from "./filters.js";
import { InterviewList } from "./interview-list.js";
import { ListForm } from "./list-form.js";
import { setAddress } from "./router.js";
import { unsentNotice } from "./unsent.js";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function historyView({ url, signal, restored }) {
  const tray = h("div", { class: "tray-place" });
  /** @type {import("./list-form.js").OnChange} */
  const onChange = (selection, replace) => {
    setAddress(listHref(selection), { replace });
    list.open(selection);
  };
  const form = new ListForm(url.searchParams, onChange, signal);
  const list = new InterviewList(tray, (ordering) => form.sort(ordering), signal);
  list.open(url.searchParams, restored);
  const node = h(
    "div",
    { class: "history" },
    skipLink(list),
    h("h1", {}, "Your interviews"),
    unsentNotice(signal),
    form.node,
    list.node,
    tray,
  );
  return { title: "Your interviews", node };
}

/** @param {InterviewList} list */
function skipLink(list) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    list.focus();
  };
  return h("a", { class: "skip", href: "#interviews", onclick }, "Skip to the interviews");
}
