export { SecondFactorPage } from "./second-factor-page";
export { SecurityPage } from "./security-page";
