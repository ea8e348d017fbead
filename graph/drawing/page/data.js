"use strict";
// The data: JSON, compressed by gzip, as base64. Whoever opens the page has the rest of it run once this is read.
const Minsheng = {};
(() => {
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const found = atob(text);
    const list = new Uint8Array(found.length);
    for (let i = 0; i < found.length; i += 1) list[i] = found.charCodeAt(i);
    return list;
  };
  // Through a response of our own making: nothing is asked of anybody.
  const read = async () => {
    const block = document.getElementById("data");
    const packed = bytes(block.textContent);
    block.remove();
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };
  Minsheng.open = async (start) => {
    try {
      start(await read());
    } catch (error) {
      const line = document.createElement("p");
      line.setAttribute("role", "alert");
      line.textContent = "此页打不开：数据不完整，或浏览器太旧（需要 2023 年 5 月以后的版本）。The page cannot be opened: its data is incomplete, or the browser is from before May 2023.";
      document.querySelector("main").before(line);
      throw error;
    }
  };
})();
