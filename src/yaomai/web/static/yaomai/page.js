// What the pages do beyond HTML. Everything works without it.
import "./sheet.js";
import "./copy.js";
import "./pan.js";
import "./print.js";
