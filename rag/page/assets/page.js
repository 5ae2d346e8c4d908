// The page's own script: it moves what the server rendered, and renders nothing itself.
import { watchAdding } from "./adding.js";
import { watchAsking } from "./asking.js";
import { watchChoosing } from "./choosing.js";
import { watchOpening } from "./opening.js";
import { watchPreview } from "./preview.js";
import { watchReader } from "./reader.js";
import { watchTheme } from "./theme.js";

watchTheme();
watchOpening();
watchAsking();
watchReader();
watchAdding();
watchChoosing();
watchPreview();
