using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Dashboard.Pages.Overview;

/// <summary>Where on Overview a part stands.</summary>
public enum OverviewPlace
{
    /// <summary>Among the tiles: the component draws one or more <see cref="Components.Tile"/>.</summary>
    Tiles,

    /// <summary>Among the panels: the component draws one panel, with class <c>wide</c> where it takes the whole row.</summary>
    Panels,
}

/// <summary>A part of Overview: a component without required parameters that loads what it shows and has its own five states.</summary>
/// <param name="Component">The component. It finds the page's <see cref="OverviewState"/> as a cascading value.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Order">Place among its kind, smallest first; the parts of metering use 100 to 199, of operations 900 to 999.</param>
public sealed record OverviewPart(Type Component, OverviewPlace Place, int Order);

/// <summary>How a capability puts something onto Overview without the page knowing of it.</summary>
public static class OverviewRegistration
{
    /// <summary>Adds a part to Overview.</summary>
    public static IServiceCollection AddOverviewPart<TComponent>(this IServiceCollection services, OverviewPlace place, int order)
        where TComponent : IComponent => services.AddSingleton(new OverviewPart(typeof(TComponent), place, order));

    /// <summary>Adds the parts that every installation has.</summary>
    internal static IServiceCollection AddOverview(this IServiceCollection services) => services
        .AddOverviewPart<IngestTiles>(OverviewPlace.Tiles, 100)
        .AddOverviewPart<CasesTile>(OverviewPlace.Tiles, 300)
        .AddOverviewPart<UsagePanel>(OverviewPlace.Panels, 100)
        .AddOverviewPart<MoversPanel>(OverviewPlace.Panels, 110)
        .AddOverviewPart<EnginesPanel>(OverviewPlace.Panels, 900)
        .AddOverviewPart<QueuePanel>(OverviewPlace.Panels, 905)
        .AddOverviewPart<JobsPanel>(OverviewPlace.Panels, 910);
}
