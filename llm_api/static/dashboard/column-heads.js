/** The heads of the list's columns. Two of them sort it, as the orderings of the API do. */

import { h } from "./dom.js";

const DEFAULT_ORDERING = "-completed_at";

export class ColumnHeads {
  /** @param {(ordering: string) => void} onSort empty for the default ordering */
  constructor(onSort) {
    this.onSort = onSort;
    this.ordering = DEFAULT_ORDERING;
    this.sortable = {
      overall_score: this.sortableHead("overall_score", "Overall", "overall"),
      completed_at: this.sortableHead("completed_at", "Date", "when"),
    };
    this.node = h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row", class: "interview heads" },
        this.sortable.overall_score,
        head("Interview", "interview-text"),
        head("Communication", "communication"),
        head("Technical", "technical"),
        this.sortable.completed_at,
        head("Compare", "choose"),
      ),
    );
  }

  /** @param {"overall_score" | "completed_at"} column @param {string} name @param {string} area */
  sortableHead(column, name, area) {
    const onclick = () => {
      const next = this.ordering === `-${column}` ? column : `-${column}`;
      this.onSort(next === DEFAULT_ORDERING ? "" : next);
    };
    return head(h("button", { type: "button", class: "sort", onclick }, name), area);
  }

  /** Mark the column that sorts the rows. @param {string | null} ordering */
  show(ordering) {
    this.ordering = ordering || DEFAULT_ORDERING;
    for (const [column, cell] of Object.entries(this.sortable)) {
      cell.setAttribute("aria-sort", direction(this.ordering, column));
    }
  }
}

/** @param {string} ordering @param {string} column */
function direction(ordering, column) {
  if (ordering === column) return "ascending";
  return ordering === `-${column}` ? "descending" : "none";
}

/** @param {string | HTMLElement} content @param {string} area */
const head = (content, area) =>
  h("th", { role: "columnheader", scope: "col", class: area }, content);
