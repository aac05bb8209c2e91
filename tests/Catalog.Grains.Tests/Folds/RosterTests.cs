using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Tests.Folds;

public sealed class RosterTests
{
    private const string Provider = "provider:p";
    private const string Rival = "provider:r";

    private readonly Roster _roster = new();

    [Theory]
    [InlineData("component:default/plain")]
    [InlineData("component:default/größe")]
    [InlineData("component:default/a-name-that-is-longer-than-any-rule-of-the-field-would-allow-a-name-that-is-longer-than-any-rule-of-the-field-would-allow-a-name-that-is-longer-than-any-rule-of-the-field-would-allow-a-name-that-is-longer-than-any-rule-of-the-field-would-allow")]
    public void An_entity_is_found_by_its_text_until_it_is_gone(string text)
    {
        var entity = EntityRef.Parse(text);
        var other = EntityRef.Parse(text + "x");
        _roster.Apply([Entry(1, entity, hash: 7)]);

        Assert.Equal(1, _roster.Count);
        Assert.True(_roster.Contains(entity));
        Assert.False(_roster.Contains(other));
        Assert.Equal(1, _roster.SequenceOf(entity));
        Assert.Equal([Provider], _roster.SourcesOf(entity));
        Assert.Equal([entity], _roster.AllHeldBy(Provider));
        Assert.Equal(new Sighting(Held: true, Same: true, First: true), _roster.See(text, Provider, 7, mark: 3));
        Assert.Equal(new Sighting(Held: true, Same: false, First: false), _roster.See(text, Provider, 8, mark: 3));
        Assert.Empty(_roster.Unseen(Provider, mark: 3));

        _roster.Apply([Entry(2, entity, hash: 9)]);
        Assert.Equal(1, _roster.Count);
        Assert.Equal(2, _roster.SequenceOf(entity));

        _roster.Apply([new FeedEntry(3, entity, null)]);
        Assert.Equal(0, _roster.Count);
        Assert.False(_roster.HasRecord(entity));
        Assert.Equal(0, _roster.HeldBy(Provider));
    }

    [Fact]
    public void Who_would_like_to_hold_an_entity_is_known_until_it_does_not_any_more()
    {
        var entity = EntityRef.Parse("component:default/wanted");
        _roster.Apply([Entry(1, entity, hash: 7, Rival)]);
        Assert.Equal(Standing.Rival, _roster.StandingOf(entity, Rival, out var hash));
        Assert.Equal((UInt128)7, hash);
        Assert.Equal(Standing.Holds, _roster.StandingOf(entity, Provider, out _));

        _roster.Apply([Entry(2, entity, hash: 7)]);
        Assert.Equal(Standing.None, _roster.StandingOf(entity, Rival, out _));

        _roster.Apply([Entry(3, entity, hash: 7, Rival), new FeedEntry(4, entity, null), Entry(5, entity, hash: 7)]);
        Assert.Equal(Standing.None, _roster.StandingOf(entity, Rival, out _));
    }

    private static FeedEntry Entry(long sequence, EntityRef entity, UInt128 hash, params ImmutableArray<string> rivals) => new(sequence, entity, new EntityRecord
    {
        Ref = entity,
        Uid = Guid.NewGuid(),
        Version = 1,
        Sources = [Provider],
        Rivals = rivals,
        Unprocessed = "{}"u8.ToArray(),
        UnprocessedHash = hash,
        Created = default,
        Updated = default,
    });
}
