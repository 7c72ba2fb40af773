/**
 * The fixed values of an interview's fields and the labels of its score columns. They must equal
 * those of llm_api/schemas.py; tests/unit/test_agreement.py compares them.
 */

export const INTERVIEW_TYPES = ["Behavioral", "Technical", "System Design"];
export const EXPERIENCE_LEVELS = ["Junior", "Mid-level", "Senior"];
export const SCORE_LABELS = {
  overall_score: "Overall",
  communication_score: "Communication",
  technical_score: "Technical",
};
