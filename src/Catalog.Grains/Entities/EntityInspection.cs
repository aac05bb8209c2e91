using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Entities;

/// <summary>All that is known of one ref, for admins.</summary>
/// <param name="Ref">The ref.</param>
/// <param name="Record">Its record; null when others only mention it (as child, or target of a relation).</param>
/// <param name="Sequence">The feed position of the record; 0 without one.</param>
/// <param name="Parents">The entities that emit it.</param>
/// <param name="MentionedBy">Entities whose relations point to it, the first hundred.</param>
/// <param name="NextDue">When it is processed next without being asked; null when only a change of input makes it due. Newer than the record's after runs that changed nothing.</param>
public sealed record EntityInspection(
    EntityRef Ref, EntityRecord? Record, long Sequence, IReadOnlyList<EntityRef> Parents, IReadOnlyList<EntityRef> MentionedBy, DateTimeOffset? NextDue);
