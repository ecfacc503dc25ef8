import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { openLayer } from "../../ui";

export interface RecordToolProps {
  type: TypeSchema;
  record: RecordData;
  onClose: () => void;
}

/** Something done from a record in a dialog of its own, such as logging a call. */
export interface RecordTool {
  id: string;
  label: () => string;
  icon: LucideIcon;
  keys: string;
  /** Names of the types whose records have it. */
  types: readonly string[];
  dialog: ComponentType<RecordToolProps>;
}

const tools: RecordTool[] = [];

export function setRecordTool(tool: RecordTool): void {
  tools.push(tool);
}

export function recordTools(type: TypeSchema): RecordTool[] {
  return tools.filter((tool) => tool.types.includes(type.name));
}

export function openRecordTool({ dialog: ToolDialog }: RecordTool, type: TypeSchema, record: RecordData): void {
  openLayer((close) => <ToolDialog type={type} record={record} onClose={close} />);
}
