export type { MoveDialogProps } from "./board/move-dialogs";
export { DateBar } from "./calendar/date-bar";
export {
  addDays,
  addMonths,
  type Day,
  dayIn,
  dayOf,
  daysBetween,
  daysOf,
  isDay,
  monthRange,
  type Range,
  today,
  weekdays,
  weekRange,
} from "./calendar/days";
export {
  cancelChangeset,
  changesetQuery,
  changesetsKey,
  changesetsQuery,
  isRunning,
  type OutcomeResult,
  outcomesQuery,
  pathOf,
} from "./changes/calls";
export { offerUndo, undo, undoLabel } from "./changes/offer-undo";
export { changesetTitle, runningTitle, stateLabel } from "./changes/words";
export { recordKey, recordQuery } from "./data/list-query";
export { paged } from "./data/paged";
export { complain } from "./data/reason";
export { refuse, useRefusal } from "./data/refusals";
export { fieldNamed, useMe, useSchema } from "./data/schema";
export { undoLast } from "./data/undo";
export { useWrites, type Writes } from "./data/use-writes";
export { windowQuery } from "./data/window-query";
export { refreshEverything, refreshLists, sameValue } from "./data/write";
export { FieldEditor } from "./fields/field-editor";
export { FieldView } from "./fields/field-view";
export { kindLabel, kindNames } from "./fields/kind-label";
export { LinkPicker } from "./fields/link-picker";
export { personName } from "./fields/person-name";
export { asLink, asLinks, titleOf } from "./fields/values";
export { fromWallTime, toWallTime } from "./fields/wall-time";
export { ExpressionError, ExpressionInput } from "./filters/lazy";
export { CreateDialog } from "./form/create-dialog";
export { openCreate } from "./form/create-store";
export { type FormHintProps, setFormHint } from "./form/form-hints";
export { RecordForm } from "./form/record-form";
export { CellEditor, type Leaving } from "./list/cell-editor";
export { ListPage } from "./list/list-page";
export { TrashPage } from "./list/trash-page";
export { RecordLink, useGo } from "./navigation";
export { type ActionDialogProps, setActionDialog } from "./page/action-dialogs";
export { RecordPanel } from "./page/lazy-panel";
export type { RecordNoteProps } from "./page/record-notes";
export { RecordPage } from "./page/record-page";
export type { RecordToolProps } from "./page/record-tools";
export { type RelatedViewProps, setRelatedView } from "./page/related-views";
export { useActions } from "./page/run-action";
export { historyKey } from "./timeline/streams";
export { inTreeOrder } from "./tree/tree";
export { useClosed } from "./tree/use-closed";
