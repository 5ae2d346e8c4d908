// The page's own script: it moves what the server rendered, and renders nothing itself.
import { watchAdding } from "./adding.js";
import { watchAsking } from "./asking.js";
import { watchChoosing } from "./choosing.js";
import { watchConversations } from "./conversing.js";
import { watchEditing } from "./editing.js";
import { watchJudging } from "./judging.js";
import { watchKeys } from "./keys.js";
import { watchModel } from "./model.js";
import { watchOpening } from "./opening.js";
import { watchPreview } from "./preview.js";
import { watchReader } from "./reader.js";
import { watchTheme } from "./theme.js";

watchTheme();
watchKeys();
watchOpening();
watchAsking();
watchEditing();
watchConversations();
watchJudging();
watchModel();
watchReader();
watchAdding();
watchChoosing();
watchPreview();
