export { InvitePage } from "./invite-page";
export { LoginPage } from "./login-page";
export { SignupPage } from "./signup-page";
