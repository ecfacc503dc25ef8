export { describeKeys, isApple } from "./describe";
export { activeCommands, allowSingleKeys, type Command, listenForKeys } from "./registry";
export { useCommands } from "./use-commands";
