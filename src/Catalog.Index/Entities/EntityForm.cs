namespace Catalog.Index.Entities;

/// <summary>How a list of entities is written.</summary>
/// <param name="Fields">Which parts of each; null for all.</param>
/// <param name="Separator">Written between two.</param>
/// <param name="Absent">Written in place of one that is not there; empty to leave it out with its separator.</param>
internal readonly record struct EntityForm(FieldSelection? Fields, ReadOnlyMemory<byte> Separator, ReadOnlyMemory<byte> Absent);
