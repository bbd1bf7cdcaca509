export { aliasText, historyText, metricsText, modelText, versionText } from "./model-text.ts";
