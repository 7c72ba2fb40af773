// The service as it is usually written with Express, for comparison: zod validates, jose verifies
// tokens, supabase-js stores and finds. It accepts the same body and writes the same columns as ours,
// without ownership or idempotency.
import { createClient } from "@supabase/supabase-js";
import express from "express";
import { jwtVerify } from "jose";
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

const SUMMARY =
  "id,user_id,job_role,experience_level,interview_type,feedback,overall_score," +
  "communication_score,technical_score,question_count,completed_at,created_at";

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

const secret = new TextEncoder().encode(process.env.SUPABASE_JWT_SECRET);
const rules = {
  algorithms: ["HS256"],
  audience: "authenticated",
  issuer: process.env.SUPABASE_JWT_ISSUER,
};

async function signedIn(request, response, next) {
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    request.user = (await jwtVerify(token, secret, rules)).payload.sub;
  } catch {
    return response.status(401).json({ success: false, message: "Sign in." });
  }
  next();
}

/** Sends what was found, or says that it was not. */
function send(response, { data, error, count }) {
  if (error) {
    return response.status(502).json({ success: false, message: "Supabase failed." });
  }
  if (!data) return response.status(404).json({ success: false, message: "Not found." });
  response.json({ success: true, data, ...(count == null ? {} : { total: count }) });
}

app.get("/api/interviews/list", signedIn, async (request, response) => {
  const found = await supabase
    .from("interviews")
    .select(SUMMARY, { count: "exact" })
    .eq("user_id", request.user)
    .order("completed_at", { ascending: false })
    .limit(20);
  send(response, found);
});

app.get("/api/interviews/stats", signedIn, async (request, response) => {
  send(response, await supabase.rpc("interview_exact_stats", { owner: request.user }));
});

app.get("/api/interviews/:id", signedIn, async (request, response) => {
  const id = z.uuid().safeParse(request.params.id);
  if (!id.success) return response.status(404).json({ success: false, message: "Not found." });
  const found = await supabase
    .from("interviews")
    .select("*")
    .eq("id", id.data)
    .eq("user_id", request.user)
    .maybeSingle();
  send(response, found);
});

app.listen(Number(process.env.PORT), "127.0.0.1");
