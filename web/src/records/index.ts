export { useMe, useSchema } from "./data/schema";
export { FieldEditor, FieldView } from "./fields/field-view";
export { kindLabel } from "./fields/kind-label";
export { LinkPicker } from "./fields/link-picker";
export { CreateDialog } from "./form/create-dialog";
export { openCreate } from "./form/create-store";
export { ListPage } from "./list/list-page";
export { TrashPage } from "./list/trash-page";
export { RecordPage } from "./page/record-page";
