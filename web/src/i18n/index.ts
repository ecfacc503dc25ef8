export { type Formats, setFormats } from "./chosen-formats";
export * from "./format";
export { activateLocale, addTexts, i18n, inSentence, type Locale, locales, preferredLocale } from "./locale";
