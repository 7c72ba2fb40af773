/** A link to an interview by its role and date. */

import { h } from "./dom.js";
import { formatDate } from "./format.js";

/** @param {{ id: string, job_role: string, completed_at: string }} interview */
export const interviewLink = ({ id, job_role: role, completed_at: completed }) =>
  h("a", { href: `/dashboard/interviews/${id}` }, h("bdi", {}, role), `, ${formatDate(completed)}`);
