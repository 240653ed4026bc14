/** Control, format (zero width, bidi, tags), private and unassigned characters, and variation selectors: they carry text that no reader sees. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cn}\p{Variation_Selector}]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** A text as a person sees it, on one line: what goes to a model that strangers may want to talk to. */
export const seenText = (text: string): string => text.toWellFormed().replace(BREAKS, " ").replace(UNSEEN, "").trim();

/** Wording that is meant for a model and has no place in news. Each gap is counted, so the time is bounded. */
const TO_A_MODEL = new RegExp(
  [
    "\\b(?:ignore|disregard|forget|override|bypass|do not follow)\\b[^.!?\\n]{0,40}\\b(?:instructions?|prompts?|rules|guidelines|everything (?:above|before)|(?:the )?(?:above|previous|prior|preceding))\\b",
    "\\b(?:system|developer|assistant) (?:prompt|message|instructions?|role)\\b",
    "\\b(?:you are|act as|as) (?:now )?(?:an? |the )?(?:ai\\b|(?:ai |large )?language model|assistant\\b|llm\\b|chatbot)",
    "\\b(?:answer|respond|reply|return|output|classify|label)\\b(?: \\w+){0,4}?:? [\"'“‘`*]?(?:silent|reaffirms?|contradicts|json|no (?:alarm|alert))\\b",
    "\\b(?:note|message|attention|instructions?) (?:to|for) (?:the |any |all )?(?:ai|llms?|models?|language models?|assistants?|bots?|automated|monitoring|classifiers?|judges?)\\b",
    "\\brumoured_change\\b|[\"'](?:verdict|role|sentences)[\"']\\s*:",
    "<\\|[a-z_]{2,20}\\|>|\\[/?INST\\]|<</?SYS>>|^\\s*(?:system|assistant|user)\\s*:",
  ].join("|"),
  "imu",
);
/** Letters as invisible tags (Unicode block E0000): no editor types them. */
const TAGS = /[\u{e0020}-\u{e007e}]{4}/u;

/** The text speaks to a model, or hides what it says: no verdict of a model that read it may quieten anything. */
export const speaksToModel = (text: string): boolean => TAGS.test(text) || TO_A_MODEL.test(text.toWellFormed().replace(UNSEEN, ""));
