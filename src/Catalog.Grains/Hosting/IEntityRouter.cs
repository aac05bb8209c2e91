using Catalog.Model;

namespace Catalog.Grains.Hosting;

/// <summary>Brings messages to the one place where their entity is at work.</summary>
internal interface IEntityRouter
{
    /// <summary>Hands a message over; its receiver is answered once it was taken and this process's followers have what came of it.</summary>
    void Post(EntityRef entity, Envelope envelope);
}
