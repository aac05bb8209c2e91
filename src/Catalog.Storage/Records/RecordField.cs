namespace Catalog.Storage.Records;

/// <summary>The fields of a stored record. A number is never given a second meaning; a field that is absent has its default.</summary>
internal enum RecordField
{
    Uid = 1,
    LocationKey = 2,
    Sources = 3,
    Rivals = 4,
    Origin = 5,
    UnprocessedHash = 6,
    Unprocessed = 7,
    Children = 8,
    Relations = 9,
    RefreshKeys = 10,
    Errors = 11,
    Cache = 12,
    Processing = 13,
    Pending = 14,
    Created = 15,
    Updated = 16,
}
