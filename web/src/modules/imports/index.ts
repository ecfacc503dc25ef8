export { ImportsPage } from "./past-imports";
export { ImportWizardPage } from "./wizard-page";
