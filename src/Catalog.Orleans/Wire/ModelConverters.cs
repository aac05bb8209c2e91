using Catalog.Model;

namespace Catalog.Orleans.Wire;

/// <summary>A <see cref="Problem"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.problem")]
internal readonly record struct ProblemOnWire(
    [property: Id(0)] string Message, [property: Id(1)] string? Path, [property: Id(2)] string Name, [property: Id(3)] string? Hint,
    [property: Id(4)] string? File, [property: Id(5)] int Line, [property: Id(6)] int Column, [property: Id(7)] int Document);

/// <summary>Reads and writes problems.</summary>
[RegisterConverter]
internal sealed class ProblemConverter : IConverter<Problem, ProblemOnWire>
{
    public Problem ConvertFromSurrogate(in ProblemOnWire wire) =>
        new(wire.Message, wire.Path, wire.File is null ? null : new SourcePosition(wire.File, wire.Line, wire.Column, wire.Document)) { Name = wire.Name, Hint = wire.Hint };

    public ProblemOnWire ConvertToSurrogate(in Problem value)
    {
        var at = value.Position ?? default;
        return new ProblemOnWire(value.Message, value.Path, value.Name, value.Hint, at.File, at.Line, at.Column, at.Document);
    }
}

/// <summary>An <see cref="EntityOrigin"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.origin")]
internal readonly record struct OriginOnWire(
    [property: Id(0)] string File, [property: Id(1)] int Document, [property: Id(2)] int Line, [property: Id(3)] (string Path, int Line, int Column)[] Paths);

/// <summary>Reads and writes origins.</summary>
[RegisterConverter]
internal sealed class OriginConverter : IConverter<EntityOrigin, OriginOnWire>
{
    public EntityOrigin ConvertFromSurrogate(in OriginOnWire wire) =>
        new(wire.File, wire.Document, wire.Line, [.. wire.Paths.Select(p => new PathPosition(p.Path, p.Line, p.Column))]);

    public OriginOnWire ConvertToSurrogate(in EntityOrigin value) =>
        new(value.File, value.Document, value.Line, [.. value.Paths.Select(p => (p.Path, p.Line, p.Column))]);
}
