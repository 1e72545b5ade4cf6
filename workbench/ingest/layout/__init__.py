"""From glyphs on a page to lines, tables, reading order, paragraphs and headings."""
