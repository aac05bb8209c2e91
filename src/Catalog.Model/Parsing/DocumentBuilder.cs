namespace Catalog.Model.Parsing;

/// <summary>Makes the result of one document, turning lines of its slice into lines of its file.</summary>
internal readonly record struct DocumentBuilder(string File, int Number, DocumentSlice Slice)
{
    private EntityOrigin Origin => new(File, Number, Slice.ContentLine, []);

    /// <summary>The document that was read, or its duplicate keys as problems; null when its root is null.</summary>
    public ParsedDocument? Build(byte[] json, IReadOnlyList<DuplicateKey> duplicates, Action<PositionRecorder> readAgain)
    {
        if (json.Length == 0)
        {
            return null;
        }

        if (duplicates.Count > 0)
        {
            return ParsedDocument.Bad(Origin, [.. duplicates.Select(Describe)]);
        }

        var slice = Slice;
        return new ParsedDocument(new EntityBody(json), [], Origin)
        {
            ReadPositions = () =>
            {
                var recorder = new PositionRecorder(slice);
                readAgain(recorder);
                return recorder.Positions;
            },
        };
    }

    public ParsedDocument Bad(string message, long line, long column) => ParsedDocument.Bad(Origin, [new Problem(message, null, At(line, column))]);

    private Problem Describe(DuplicateKey key) => new(
        $"the key '{key.Key}' stands here and on line {At(key.FirstLine, 1).Line}, column {key.FirstColumn}; a mapping may hold a key once",
        null,
        At(key.Line, key.Column));

    private SourcePosition At(long line, long column) =>
        new(File, (int)Math.Max(line, 1) + Slice.StartLine - 1, (int)Math.Max(column, 1), Number);
}
