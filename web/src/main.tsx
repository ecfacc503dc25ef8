import "./ui/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { activateLocale, preferredLocale } from "./i18n";

const host = document.getElementById("root");
if (host === null) throw new Error("The page has no place to draw in.");
await activateLocale(preferredLocale());
createRoot(host).render(<StrictMode>Kith</StrictMode>);
