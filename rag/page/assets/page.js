// The page's own script: it moves what the server rendered, and renders nothing itself.
import { watchAsking } from "./asking.js";
import { watchOpening } from "./opening.js";
import { watchReader } from "./reader.js";
import { watchTheme } from "./theme.js";

watchTheme();
watchOpening();
watchAsking();
watchReader();
