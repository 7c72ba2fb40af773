/** The form fields of the filters. Each has the name of its parameter in the page's address. */

import { h } from "./dom.js";
import { EXPERIENCE_LEVELS, INTERVIEW_TYPES } from "./fields.js";

const ORDERINGS = [
  ["", "Newest first"],
  ["completed_at", "Oldest first"],
  ["-overall_score", "Best score first"],
  ["overall_score", "Lowest score first"],
];
const MAX_LENGTH = 200; // the API's limit for a search and for a job role
const SCORE_OPTIONS = ["", ...Array.from({ length: 10 }, (_, i) => String(i + 1))].map((score) => [
  score,
  score || "Any",
]);
/** Periods up to today: [name, months, days]. */
const PERIODS = /** @type {[string, number, number][]} */ ([
  ["Last 30 days", 0, 30],
  ["Last 3 months", 3, 0],
  ["Last year", 12, 0],
]);

/** @param {URLSearchParams} address */
export const searchField = (address) =>
  h(
    "label",
    { class: "field search" },
    h("span", { class: "visually-hidden" }, "Search"),
    h("input", {
      type: "search",
      name: "search",
      value: address.get("search"),
      maxlength: MAX_LENGTH,
      placeholder: "Search roles, answers and feedback",
      autocomplete: "off",
      dir: "auto",
      "aria-describedby": "search-hint",
      "aria-keyshortcuts": "/",
    }),
  );

/** How to search. @param {URLSearchParams} address */
export const searchOptions = (address) =>
  h(
    "div",
    { class: "search-options" },
    h(
      "p",
      { id: "search-hint", class: "soft" },
      'Finds interviews with all of the words. Put a "phrase" in quotation marks.',
      h("span", { class: "keyboard-hint" }, " Press / to search."),
    ),
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "checkbox",
        name: "search_in",
        value: "answers",
        checked: address.get("search_in") === "answers",
      }),
      h("span", {}, "Only my answers"),
    ),
  );

/** @param {URLSearchParams} address */
export const orderingField = (address) => select("Order", "ordering", ORDERINGS, address);

/** @param {URLSearchParams} address */
export const interviewTypeField = (address) =>
  choices("Type", "interview_type", INTERVIEW_TYPES, address);

/** @param {URLSearchParams} address */
export const experienceLevelField = (address) =>
  choices("Level", "experience_level", EXPERIENCE_LEVELS, address);

/** @param {URLSearchParams} address */
export const scoreFields = (address) =>
  h(
    "fieldset",
    { class: "pair" },
    h("legend", {}, "Overall score"),
    select("from", "min_overall_score", SCORE_OPTIONS, address),
    select("to", "max_overall_score", SCORE_OPTIONS, address),
  );

/** @param {URLSearchParams} address */
export const dateFields = (address) =>
  h(
    "fieldset",
    { class: "pair dates" },
    h("legend", {}, "Date"),
    h("div", { class: "periods" }, PERIODS.map(periodButton)),
    dayField("from", "first_day", address),
    dayField("to", "last_day", address),
  );

/** @param {URLSearchParams} address */
export const jobRoleField = (address) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, "Job role contains"),
    h("input", {
      type: "text",
      name: "job_role",
      value: address.get("job_role"),
      maxlength: MAX_LENGTH,
      autocomplete: "off",
      dir: "auto",
    }),
  );

/** @param {[string, number, number]} period */
function periodButton([name, months, days]) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    const form = /** @type {any} */ (event.target).form;
    const { first_day: first, last_day: last } = form.elements;
    first.value = dayBefore(months, days);
    last.value = "";
    first.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return h("button", { type: "button", class: "quiet", onclick }, name);
}

/** A calendar day of the reader as YYYY-MM-DD. @param {number} months @param {number} days */
function dayBefore(months, days) {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth() - months, now.getDate() - days);
  const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`;
}

/** @param {string} label @param {string} name @param {URLSearchParams} address */
const dayField = (label, name, address) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", { type: "date", name, value: address.get(name) }),
  );

/** @param {string} legend @param {string} name @param {string[]} options @param {URLSearchParams} address */
function choices(legend, name, options, address) {
  const chosen = address.getAll(name);
  const choice = (/** @type {string} */ value) =>
    h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", name, value, checked: chosen.includes(value) }),
      h("span", {}, value),
    );
  return h("fieldset", { class: "choices" }, h("legend", {}, legend), options.map(choice));
}

/** @param {string} label @param {string} name @param {string[][]} options @param {URLSearchParams} address */
function select(label, name, options, address) {
  const chosen = address.get(name) ?? "";
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h(
      "select",
      { name },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
    ),
  );
}
