extension StyledText {
    /// Filled with blanks to `width` cells, on the left where the text stands right.
    func padded(to width: Int, right: Bool) -> StyledText {
        let missing = width - self.width
        guard missing > 0 else { return self }
        let blanks = StyledText(String(repeating: " ", count: missing))
        return right ? blanks + self : self + blanks
    }

    /// At most `width` cells; what is cut ends in `…`. Never cuts inside a character.
    package func cut(to width: Int) -> StyledText {
        guard self.width > width else { return self }
        var rest = max(0, width - 1)
        var short = StyledText()
        pieces: for piece in pieces {
            var kept = ""
            for character in piece.text {
                let cells = DisplayWidth.of(String(character))
                if cells > rest {
                    short.append(kept + "…", piece.tone)
                    break pieces
                }
                rest -= cells
                kept.append(character)
            }
            short.append(kept, piece.tone)
        }
        return short
    }

    /// As the lines of a page that is not a table: wrapped where the page is bounded.
    package func wrapped(on page: Page) -> [StyledText] {
        page.isBounded ? wrapped(to: page.width, hanging: 4) : [self]
    }

    /// Broken at blanks into lines of at most `width` cells; the later ones begin with `hanging` blanks. A word that is
    /// longer than a line is not cut.
    package func wrapped(to width: Int, hanging: Int) -> [StyledText] {
        guard self.width > width else { return [self] }
        var lines: [StyledText] = []
        var line = StyledText()
        var isFresh = true
        for word in words() {
            let bare = word.trimmed()
            if !isFresh, line.width + bare.width > width {
                lines.append(line.trimmed())
                line = StyledText(String(repeating: " ", count: hanging))
                isFresh = true
            }
            line += word
            isFresh = isFresh && bare.isEmpty
        }
        return lines + [line.trimmed()]
    }

    /// Words with the blanks behind them.
    private func words() -> [StyledText] {
        var words: [StyledText] = []
        var word = StyledText()
        for piece in pieces {
            var text = ""
            var afterBlank = word.plain.last == " "
            for character in piece.text {
                if afterBlank, character != " " {
                    word.append(text, piece.tone)
                    words.append(word)
                    word = StyledText()
                    text = ""
                }
                text.append(character)
                afterBlank = character == " "
            }
            word.append(text, piece.tone)
        }
        return words + [word]
    }

    /// Without blanks at the end.
    func trimmed() -> StyledText {
        var short = self
        while let last = short.pieces.last, last.text.last == " " {
            short.pieces.removeLast()
            var text = last.text
            while text.last == " " { text.removeLast() }
            short.append(text, last.tone)
        }
        return short
    }
}
