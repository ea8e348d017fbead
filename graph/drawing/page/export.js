"use strict";
// What is shown, as a file: the table as CSV, the map as PNG or SVG. Nothing leaves the machine.
(() => {
  const M = Minsheng;
  const save = (blob, name) => {
    const url = URL.createObjectURL(blob);
    const link = M.h("a", { href: url, download: name });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  // A spreadsheet must take a name for a name: what looks like a formula is marked as text.
  const field = (text) => {
    const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  M.saveTable = (name, head, rows) => {
    const lines = [head, ...rows].map((row) => row.map(field).join(","));
    save(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" }), `minsheng-${name}.csv`);
  };
  M.saveText = (name, ending, type, text) => save(new Blob([text], { type: `${type};charset=utf-8` }), `minsheng-${name}.${ending}`);
  M.saveDrawing = () => save(new Blob([M.drawing()], { type: "image/svg+xml" }), "minsheng.svg");
  M.savePicture = () => {
    const canvas = M.$("map").querySelector("canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const ctx = copy.getContext("2d");
    ctx.fillStyle = M.palette().halo;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => save(blob, "minsheng.png"));
  };
})();
