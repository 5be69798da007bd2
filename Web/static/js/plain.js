// Pages that only show: what every page does is enough.
import { ready } from "./page.js";

ready();
