"""Feedback in the shapes that mock-interview applications ask language models for.

The shapes (keys, scales, nesting) are those of public prompts and structured-output schemas; the
values are our own. Each comes with what must be stored; a score that is not named there must be
none.
"""

import json
from typing import Any

KNOWN = {"strengths": ["Asks before coding"], "areasForImprovement": ["Name the trade-off"]}

SHAPES: dict[str, tuple[Any, dict[str, Any]]] = {
    "categories of a hundred in a list, and a final assessment": (
        {
            "totalScore": 74,
            "categoryScores": [
                {"name": "Communication Skills", "score": 80, "comment": "Calm"},
                {"name": "Technical Knowledge", "score": 68, "comment": "Thin on locks"},
            ],
            **KNOWN,
            "finalAssessment": "Ready for a second round.",
        },
        {**KNOWN, "totalScore": 74, "finalAssessment": "Ready for a second round."},
    ),
    "categories as objects by name": (
        {
            "totalScore": 7,
            "categoryScores": {"problemSolving": {"score": 7, "comment": "Steady"}},
            **KNOWN,
        },
        {**KNOWN, "categoryScores": {"problemSolving": {"score": 7, "comment": "Steady"}}},
    ),
    "numbers by category beside other names for the lists": (
        {
            "overallScore": 7,
            "categoryScores": {"communication": 8, "problemSolving": 6},
            "strongestAreas": ["SQL"],
            "nextSteps": ["Practise aloud"],
        },
        {"overallScore": 7, "strongestAreas": ["SQL"], "nextSteps": ["Practise aloud"]},
    ),
    "an overall score of a hundred, a grade and a summary": (
        {
            "overallScore": 88,
            "letterGrade": "A-",
            "overallSummary": "Strong.",
            **KNOWN,
            "questionAnalysis": [{"question": "Why Go?", "rating": "Strong"}],
        },
        {**KNOWN, "overallScore": None, "asSent": {"overallScore": 88}, "letterGrade": "A-"},
    ),
    "snake case, where one scale is ten and the other a hundred": (
        {
            "technical_score": 7,
            "clarity_score": 6,
            "communication_score": 8,
            "overall_score": 71,
            "strengths": "Structure",
            "weaknesses": "Depth",
        },
        {
            "technicalScore": 7,
            "communicationScore": 8,
            "overallScore": None,
            "strengths": ["Structure"],
            "clarity_score": 6,
            "weaknesses": "Depth",
            "asSent": {"overallScore": 71},
        },
    ),
    "an object of texts for the detailed analysis": (
        {
            "overallScore": 7.5,
            "communication": 7,
            "detailedAnalysis": {"communication": "Clear.", "overall": "Good."},
            **KNOWN,
        },
        {**KNOWN, "overallScore": 7.5, "communication": 7},
    ),
    "scores with reasons": (
        {
            "overallScore": {"score": 8, "reasoning": "Solid throughout"},
            "communicationScore": {"score": "7/10", "justification": "Rambles a little"},
            "technicalScore": {"rating": 9, "evidence": ["Named the index", "Knew the planner"]},
        },
        {"overallScore": 8, "communicationScore": 7, "technicalScore": 9},
    ),
    "scores in an object of their own": (
        {
            "scores": {"overall": 7, "communication": 8, "technical": 6, "confidence": 7},
            **KNOWN,
        },
        {
            **KNOWN,
            "overallScore": 7,
            "communicationScore": 8,
            "technicalScore": 6,
            "scores": {"confidence": 7},
        },
    ),
    "strengths as points with evidence": (
        {
            "overallScore": 62,
            "passed": False,
            "strengths": [
                {"point": "Clarifies first", "evidence": [{"seq": 3, "quote": "Which region?"}]}
            ],
            "missedOpportunities": [{"point": "No numbers", "betterApproach": "Estimate"}],
        },
        {
            "overallScore": None,
            "strengths": ["Clarifies first: seq: 3; quote: Which region?"],
            "passed": False,
        },
    ),
    "areas with suggestions and a priority": (
        {
            "overall_score": "6.5",
            "areas_for_improvement": [
                {"area": "Pace", "suggestion": "Pause after each point", "priority": "high"}
            ],
        },
        {
            "overallScore": 6.5,
            "areasForImprovement": ["Pace: Pause after each point; priority: high"],
        },
    ),
    "recommendations by horizon": (
        {
            "overallScore": 7,
            "recommendations": {"shortTerm": ["Mock weekly"], "longTerm": ["Read on storage"]},
        },
        {
            "overallScore": 7,
            "recommendations": ["shortTerm: Mock weekly", "longTerm: Read on storage"],
        },
    ),
    "the answer of a tool, as JSON text in a fence": (
        "```json\n" + json.dumps({"overallScore": 8, **KNOWN}, indent=2) + "\n```",
        {**KNOWN, "overallScore": 8},
    ),
    "an introduction before the JSON": (
        "Here is the evaluation:\n\n```json\n" + json.dumps({"overallScore": "9/10"}) + "\n```",
        {"overallScore": 9},
    ),
    "a result around an evaluation": (
        {"result": {"evaluation": {"overall_score": 8, "detailed_feedback": "Well done."}}},
        {"overallScore": 8, "detailedFeedback": "Well done."},
    ),
    "Markdown instead of JSON": (
        "## Overall: 8/10\n\n**Strengths**\n- Clear\n- Calm",
        {"detailedFeedback": "## Overall: 8/10\n\n**Strengths**\n- Clear\n- Calm"},
    ),
    "a summary with a verdict and no score": (
        {"verdict": "Lean hire", "summary": "Holds up under questions.", "confidence": 0.7},
        {"verdict": "Lean hire", "confidence": 0.7},
    ),
    "the STAR of each answer": (
        {
            "overallScore": 7,
            "starAnalysis": {"situation": 8, "task": 7, "action": 6, "result": 5},
            "questions": [{"question": "A conflict?", "score": "6/10", "idealAnswer": "…"}],
        },
        {"overallScore": 7, "starAnalysis": {"situation": 8, "task": 7, "action": 6, "result": 5}},
    ),
    "stars of five": (
        {"overallScore": "4/5", "communicationScore": "⭐⭐⭐⭐", "technicalScore": "4 stars"},
        {"overallScore": None, "communicationScore": None, "technicalScore": None},
    ),
    "percentages": (
        {"overallScore": "82%", "technicalScore": 82, **KNOWN},
        {**KNOWN, "overallScore": None, "technicalScore": None},
    ),
    "sections of detailed feedback with titles": (
        {
            "overallScore": 8,
            "detailedFeedback": [
                {"title": "Opening", "content": "Confident."},
                {"title": "Design", "content": "Forgot the cache."},
            ],
        },
        {"overallScore": 8, "detailedFeedback": "Opening: Confident.\n\nDesign: Forgot the cache."},
    ),
    "metadata beside the feedback": (
        {"feedback": {"overallScore": 8}, "metadata": {"model": "m", "tokens": 812}},
        {"feedback": {"overallScore": 8}, "metadata": {"model": "m", "tokens": 812}},
    ),
    "words for levels": (
        {"overallScore": "Strong", "technicalScore": "Meets expectations", **KNOWN},
        {**KNOWN, "overallScore": None, "technicalScore": None},
    ),
    "in Chinese, with full-width digits": (
        {"overallScore": "８／１０", "strengths": ["表达清晰"], "detailedFeedback": "很好。"},
        {"overallScore": 8, "strengths": ["表达清晰"], "detailedFeedback": "很好。"},
    ),
    "decimal commas": (
        {"overallScore": "7,5", "communicationScore": "8,0/10", "technicalScore": "7,25"},
        {"overallScore": 7.5, "communicationScore": 8, "technicalScore": 7.25},
    ),
    "an average that was computed": (
        {"overallScore": 7.333333333333333, "communicationScore": 8, "technicalScore": 6},
        {"overallScore": 7.333333333333333, "communicationScore": 8, "technicalScore": 6},
    ),
}
