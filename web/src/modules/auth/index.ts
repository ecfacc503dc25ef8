import { addTexts } from "../../i18n";

export { CallbackPage } from "./callback-page";
export { ConfirmBanner } from "./confirm-banner";
export { ForgotPage } from "./forgot-page";
export { InvitePage } from "./invite-page";
export { LoginPage } from "./login-page";
export { ResetPage } from "./reset-page";
export { SignupPage } from "./signup-page";
export { VerifyPage } from "./verify-page";

await addTexts((locale) => import(`./locales/${locale}.po`));
