export { ViewingBanner } from "./banner";
