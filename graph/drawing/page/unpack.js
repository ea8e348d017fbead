"use strict";
// The page's data: JSON as it stands, or packed and compressed (graph/drawing/packing.py says how). A packed column is
// unpacked when it is first looked at.
const Minsheng = {};
(() => {
  const M = Minsheng;
  const lazily = (make) => {
    let made = null;
    return () => made || (made = make());
  };

  M.unpack = (bytes) => {
    const head = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    const text = (from, to) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to));
    const { plain, tables, lengths } = JSON.parse(text(4, head));
    const slice = (at, size) => text(head + at, head + at + size);

    const integers = ([, at, size, width, delta]) => {
      const length = size / width;
      const values = new Int32Array(length);
      for (let plane = 0; plane < width; plane += 1) {
        const from = head + at + plane * length;
        for (let i = 0; i < length; i += 1) values[i] |= bytes[from + i] << (8 * plane);
      }
      const spare = 32 - 8 * width;
      let last = 0;
      for (let i = 0; i < length; i += 1) {
        const value = (values[i] << spare) >> spare;
        last = delta ? last + value : value;
        values[i] = last;
      }
      return values;
    };
    const strings = (prefix, suffix, at, size) => {
      const [shared, added, all] = [integers(prefix), integers(suffix), slice(at, size)];
      const table = new Array(shared.length);
      let from = 0;
      for (let i = 0; i < table.length; i += 1) {
        const rest = all.slice(from, from += added[i]);
        table[i] = shared[i] ? table[i - 1].slice(0, shared[i]) + rest : rest;
      }
      return table;
    };
    // A column tells its values one by one; of integers also all of them, of strings each one that there is.
    const KINDS = {
      i: (plan) => {
        const all = lazily(() => integers(plan));
        return { at: (i) => all()[i], all };
      },
      s: ([, which, prefix, suffix, at, size]) => {
        const [numbers, table] = [lazily(() => integers(which)), lazily(() => strings(prefix, suffix, at, size))];
        return { at: (i) => table()[numbers()[i]], distinct: table };
      },
      l: ([, lengths, items]) => {
        const inner = column(items);
        const ends = lazily(() => {
          let sum = 0;
          return integers(lengths).map((n) => (sum += n));
        });
        return { at: (i) => {
          const [from, to] = [i ? ends()[i - 1] : 0, ends()[i]];
          const list = [];
          for (let k = from; k < to; k += 1) list.push(inner.at(k));
          return list;
        } };
      },
      t: ([, columns]) => {
        const inner = columns.map(column);
        return { at: (i) => inner.map((c) => c.at(i)) };
      },
      j: ([, at, size]) => {
        const all = lazily(() => JSON.parse(slice(at, size)));
        return { at: (i) => all()[i] };
      },
    };
    const column = (plan) => KINDS[plan[0]](plan);
    const data = { ...plain };
    for (const [name, columns] of Object.entries(tables)) {
      data[name] = Object.fromEntries(Object.entries(columns).map(([key, plan]) => [key, { length: lengths[name], ...column(plan) }]));
    }
    return data;
  };

  M.inflate = async (text) => {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  // Calls what makes the page once its data is there; of JSON, at once.
  M.loaded = (then) => {
    const element = document.getElementById("data");
    const began = performance.now();
    const start = (data) => {
      M.raw = data;
      M.decoded = performance.now() - began;
      then();
    };
    if (element.type === "application/json") return start(JSON.parse(element.textContent));
    if (!window.DecompressionStream) {
      const words = "此网页的数据经过压缩，这个浏览器无法展开；请换用 2023 年以后的浏览器。This page's data is compressed, and this browser cannot unpack it: please use one made after 2023.";
      document.getElementById("panel").textContent = words;
      return null;
    }
    return M.inflate(element.textContent.trim()).then((bytes) => start(M.unpack(bytes)));
  };
})();
