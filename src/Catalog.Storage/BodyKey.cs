using Catalog.Model;

namespace Catalog.Storage;

/// <summary>Names one processed body: by the sequence a reader saw, and the ref to fall back to when that was replaced since.</summary>
public readonly struct BodyKey
{
    private readonly EntityRef _ref;
    private readonly Func<int, EntityRef>? _refOf;
    private readonly int _number;

    /// <summary>Names a body.</summary>
    /// <param name="sequence">The sequence of its record.</param>
    /// <param name="entity">Whose body it is; <c>default</c> for no falling back.</param>
    public BodyKey(long sequence, EntityRef entity)
    {
        Sequence = sequence;
        _ref = entity;
    }

    /// <summary>Names a body by what only seldom has to be turned into a ref.</summary>
    /// <param name="sequence">The sequence of its record.</param>
    /// <param name="refOf">Gives the ref of a number; thread-safe.</param>
    /// <param name="number">The number.</param>
    public BodyKey(long sequence, Func<int, EntityRef> refOf, int number)
    {
        Sequence = sequence;
        _refOf = refOf;
        _number = number;
    }

    /// <summary>The sequence of the record.</summary>
    public long Sequence { get; }

    /// <summary>Whose body it is; may be made anew each time it is asked for.</summary>
    public EntityRef Ref => _refOf is null ? _ref : _refOf(_number);
}
