// The service as it is usually written with Express, for comparison: zod validates, supabase-js
// stores. It accepts the same body and writes the same columns as ours, without ownership or
// idempotency.
import { createClient } from "@supabase/supabase-js";
import express from "express";
import { z } from "zod";

const score = z.number().min(1).max(10).nullish();
const texts = z.array(z.string()).default([]);

const Interview = z.object({
  user_id: z.uuid().nullish(),
  job_role: z.string().trim().min(1).max(200),
  experience_level: z.enum(["Junior", "Mid-level", "Senior"]),
  interview_type: z.enum(["Behavioral", "Technical", "System Design"]),
  conversation: z
    .array(
      z.looseObject({
        role: z.enum(["interviewer", "user"]),
        content: z.string().min(1).max(20_000),
      }),
    )
    .min(1)
    .max(1_000),
  feedback: z.looseObject({
    overallScore: score,
    communicationScore: score,
    technicalScore: score,
    strengths: texts,
    areasForImprovement: texts,
    recommendations: texts,
    detailedFeedback: z.string().default(""),
  }),
  question_count: z.number().int().min(0).max(1_000),
});

const supabase = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_SERVICE_ROLE_KEY, {
  auth: { persistSession: false, autoRefreshToken: false },
});

const rounded = (value) => (value == null ? null : Math.round(value));

const app = express();
app.use(express.json({ limit: "2mb" }));

app.post("/api/interviews/save", async (request, response) => {
  const parsed = Interview.safeParse(request.body);
  if (!parsed.success) {
    return response.status(400).json({ success: false, errors: parsed.error.issues });
  }
  const interview = parsed.data;
  const row = {
    ...interview,
    overall_score: rounded(interview.feedback.overallScore),
    communication_score: rounded(interview.feedback.communicationScore),
    technical_score: rounded(interview.feedback.technicalScore),
    completed_at: new Date().toISOString(),
  };
  const { data, error } = await supabase.from("interviews").insert(row).select().single();
  if (error) {
    return response
      .status(502)
      .json({ success: false, message: "Supabase rejected the interview." });
  }
  response.status(201).json({ success: true, message: "Interview saved successfully", data });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
