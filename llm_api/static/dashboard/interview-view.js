/** One interview, with what leads through it and beyond it. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { h } from "./dom.js";
import { interviewArticle } from "./interview-article.js";
import { interviewPager } from "./interview-pager.js";
import { keepsComingUp } from "./keeps-coming-up.js";
import { lastListAddress } from "./list-state.js";
import { SearchHits } from "./search-hits.js";

/** @typedef {import("./django-client.js").Interview} Interview */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function interviewView({ url, id, signal, restored }) {
  const hits = new SearchHits(url.searchParams);
  const content = asyncContent(
    signal,
    () => api.getInterview(id, { signal }),
    ({ data }) => {
      document.title = `${data.job_role} · Interview Storage`;
      return page(data, hits, signal);
    },
    () => arrive(hits, restored),
  );
  const back = h("a", { href: lastListAddress() }, "All interviews");
  const node = h("div", { class: "one" }, h("p", { class: "back" }, back), content);
  return { title: "Interview", node, showFragment };
}

/** @param {Interview} interview @param {SearchHits} hits @param {AbortSignal} signal */
function page(interview, hits, signal) {
  const article = interviewArticle(interview, keepsComingUp(interview, signal));
  hits.mark(article);
  return [hits.bar, article, interviewPager(interview, signal)];
}

/** Scroll to where the reader wants to be. @param {SearchHits} hits @param {boolean} restored */
function arrive(hits, restored) {
  hits.restore();
  if (restored) scrollTo(0, history.state?.scroll ?? 0);
  else if (location.hash) showFragment();
  else hits.showFirst();
}

/** The part of the interview that the address names, such as #q4. */
function showFragment() {
  const part = document.getElementById(location.hash.slice(1));
  part?.scrollIntoView();
  part?.focus({ preventScroll: true });
}
