export {
  type Appearance,
  appearance,
  type Density,
  onAppearance,
  rowHeight,
  setAppearance,
  type Theme,
  useAppearance,
} from "./appearance";
export { Avatar, hueOf } from "./avatar";
export { Button, type ButtonProps, buttonClass, IconButton } from "./button";
export { Checkbox } from "./checkbox";
export { Combobox, type ComboboxItem, MultiCombobox } from "./combobox";
export { cx } from "./cx";
export { ConfirmDialog, Dialog } from "./dialog";
export { EmptyState } from "./empty-state";
export { Field, type FieldControlProps } from "./field";
export { hueStyle } from "./hue";
export { controlClass, Input, Textarea } from "./input";
export { Kbd } from "./kbd";
export { activeCommands, type Command, describeKeys, useCommands } from "./keys";
export { Layers, openLayer } from "./layers";
export { AnchoredMenu, Menu, type MenuGroup, type MenuItem } from "./menu";
export { PageHeader } from "./page-header";
export { part } from "./part";
export { Popover } from "./popover";
export { ProgressBar } from "./progress-bar";
export { Select, type SelectOption } from "./select";
export { SidePanel } from "./side-panel";
export { Skeleton } from "./skeleton";
export { Spinner } from "./spinner";
export { Switch } from "./switch";
export { Tabs } from "./tabs";
export { Dot, Tag } from "./tag";
export { type Notice, notify } from "./toast/notify";
export { Tooltip } from "./tooltip";
export { TypeIcon } from "./type-icon";
export { phone, useMedia } from "./use-media";
export { useOnce } from "./use-once";
